/** The public document: made from the source of the services and held to it and to the table. */
@NullMarked
package app.feedtape.gateway.document;

import org.jspecify.annotations.NullMarked;
