/** The front door: who are you, may you, which room. */
@NullMarked
package app.feedtape.gateway;

import org.jspecify.annotations.NullMarked;
