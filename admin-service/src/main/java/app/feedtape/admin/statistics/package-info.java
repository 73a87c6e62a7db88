/** What operators read of cost and revenue; reckoned by billing-service. */
@NullMarked
package app.feedtape.admin.statistics;

import org.jspecify.annotations.NullMarked;
