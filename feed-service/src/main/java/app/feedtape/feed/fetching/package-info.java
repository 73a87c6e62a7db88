/**
 * The sources themselves: which addresses may be asked, asking them, and reading what they answer.
 */
@NullMarked
package app.feedtape.feed.fetching;

import org.jspecify.annotations.NullMarked;
