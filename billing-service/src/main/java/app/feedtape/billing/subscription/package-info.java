/** What a listener sees of plan and subscription. */
@NullMarked
package app.feedtape.billing.subscription;

import org.jspecify.annotations.NullMarked;
