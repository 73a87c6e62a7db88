/** Who may not act any more, whatever the token says; the same answer in every room. */
@NullMarked
package app.feedtape.messaging.standing;

import org.jspecify.annotations.NullMarked;
