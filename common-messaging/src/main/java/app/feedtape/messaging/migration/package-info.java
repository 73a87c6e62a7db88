/** When a service's schema is brought up to date, and by whom. */
@NullMarked
package app.feedtape.messaging.migration;

import org.jspecify.annotations.NullMarked;
