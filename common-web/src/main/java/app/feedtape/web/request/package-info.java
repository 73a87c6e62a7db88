/** Request id and trace context of the work at hand. */
@NullMarked
package app.feedtape.web.request;

import org.jspecify.annotations.NullMarked;
