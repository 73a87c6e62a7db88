/** The whole public contract as a file: for programs, for people, for Postman. */
@NullMarked
package app.feedtape.gateway.document;

import org.jspecify.annotations.NullMarked;
