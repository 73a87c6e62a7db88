/** Identity: accounts, ways in, sessions, tokens, listener settings. */
@NullMarked
package app.feedtape.auth;

import org.jspecify.annotations.NullMarked;
