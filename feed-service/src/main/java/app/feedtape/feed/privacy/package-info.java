/** What becomes of a person's follows and reading when the account goes, and their copy of it. */
@NullMarked
package app.feedtape.feed.privacy;

import org.jspecify.annotations.NullMarked;
