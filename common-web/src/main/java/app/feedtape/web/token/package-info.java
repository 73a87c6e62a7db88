/** Who is calling: access tokens and service tokens, verified by signature alone. */
@NullMarked
package app.feedtape.web.token;

import org.jspecify.annotations.NullMarked;
