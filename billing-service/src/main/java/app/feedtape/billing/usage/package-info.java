/** What was spoken, as far as billing needs it. */
@NullMarked
package app.feedtape.billing.usage;

import org.jspecify.annotations.NullMarked;
