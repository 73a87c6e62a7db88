/** Who may not act any more, whatever the token says. */
@NullMarked
package app.feedtape.feed.standing;

import org.jspecify.annotations.NullMarked;
