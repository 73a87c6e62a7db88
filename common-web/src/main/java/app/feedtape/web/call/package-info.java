/** Synchronous calls from one service to another: few, named and bounded. */
@NullMarked
package app.feedtape.web.call;

import org.jspecify.annotations.NullMarked;
