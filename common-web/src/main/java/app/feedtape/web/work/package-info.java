/** What a service does by itself, beside answering. */
@NullMarked
package app.feedtape.web.work;

import org.jspecify.annotations.NullMarked;
