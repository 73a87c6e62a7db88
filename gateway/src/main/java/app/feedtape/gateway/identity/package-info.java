/** Who is calling: a bearer token, and what became of its session and account since. */
@NullMarked
package app.feedtape.gateway.identity;

import org.jspecify.annotations.NullMarked;
