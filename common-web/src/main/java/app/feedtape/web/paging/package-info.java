/** Opaque keyset cursors. */
@NullMarked
package app.feedtape.web.paging;

import org.jspecify.annotations.NullMarked;
