/**
 * Who did what, by whose order and why: an entry beside the act, in its transaction, told to
 * everybody who keeps the whole house's trail.
 */
@NullMarked
package app.feedtape.messaging.audit;

import org.jspecify.annotations.NullMarked;
