/** The app's home screen in one round trip, asked in GraphQL and answered by the same calls. */
@NullMarked
package app.feedtape.gateway.graphql;

import org.jspecify.annotations.NullMarked;
