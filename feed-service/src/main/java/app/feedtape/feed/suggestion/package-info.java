/** Well-known feeds to start with, by category. */
@NullMarked
package app.feedtape.feed.suggestion;

import org.jspecify.annotations.NullMarked;
