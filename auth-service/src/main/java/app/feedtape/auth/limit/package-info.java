/** Letting an account begin anew where its calls are counted. */
@NullMarked
package app.feedtape.auth.limit;

import org.jspecify.annotations.NullMarked;
