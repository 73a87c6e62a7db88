/** The key that seals what must be readable again, and what happens when a secret is unusable. */
@NullMarked
package app.feedtape.web.secret;

import org.jspecify.annotations.NullMarked;
