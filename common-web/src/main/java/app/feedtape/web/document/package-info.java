/** What the public document is told where the code does not say it by itself. */
@NullMarked
package app.feedtape.web.document;

import org.jspecify.annotations.NullMarked;
