/** What is forgotten because time has passed (decision 0110). */
@NullMarked
package app.feedtape.billing.retention;

import org.jspecify.annotations.NullMarked;
