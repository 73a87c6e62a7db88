/** Articles as fetched, their speakable text, and what a person has read or starred. */
@NullMarked
package app.feedtape.feed.article;

import org.jspecify.annotations.NullMarked;
