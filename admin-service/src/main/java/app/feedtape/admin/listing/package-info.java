/** What operators ask: which accounts there are, and what is known of one. */
@NullMarked
package app.feedtape.admin.listing;

import org.jspecify.annotations.NullMarked;
