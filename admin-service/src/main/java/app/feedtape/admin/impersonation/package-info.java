/** Acting in a person's name: ordered here, decided and audited by auth-service. */
@NullMarked
package app.feedtape.admin.impersonation;

import org.jspecify.annotations.NullMarked;
