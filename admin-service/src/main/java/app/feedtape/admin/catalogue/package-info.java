/** The catalogue as operators change it: ordered here, kept and audited by billing-service. */
@NullMarked
package app.feedtape.admin.catalogue;

import org.jspecify.annotations.NullMarked;
