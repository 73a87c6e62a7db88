/** Google Play, the only place that knows its formats. */
@NullMarked
package app.feedtape.billing.play;

import org.jspecify.annotations.NullMarked;
