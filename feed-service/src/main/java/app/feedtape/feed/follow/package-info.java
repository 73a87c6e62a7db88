/** A person's relation to a feed: following, renaming, letting go, and how many a plan allows. */
@NullMarked
package app.feedtape.feed.follow;

import org.jspecify.annotations.NullMarked;
