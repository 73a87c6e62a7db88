/** What speaking costs the house beside what is paid for it. */
@NullMarked
package app.feedtape.billing.rating;

import org.jspecify.annotations.NullMarked;
