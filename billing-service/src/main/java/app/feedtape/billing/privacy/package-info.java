/** What becomes of what a person bought when the account goes, and their copy of it. */
@NullMarked
package app.feedtape.billing.privacy;

import org.jspecify.annotations.NullMarked;
