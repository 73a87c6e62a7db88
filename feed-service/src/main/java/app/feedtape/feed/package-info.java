/** The room that follows feeds, fetches them and keeps their articles. */
@NullMarked
package app.feedtape.feed;

import org.jspecify.annotations.NullMarked;
