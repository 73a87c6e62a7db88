/** Apple's App Store, the only place that knows its library and its formats. */
@NullMarked
package app.feedtape.billing.appstore;

import org.jspecify.annotations.NullMarked;
