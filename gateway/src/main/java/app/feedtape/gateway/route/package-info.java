/** The route table: what there is, who may call it, how much and how long. */
@NullMarked
package app.feedtape.gateway.route;

import org.jspecify.annotations.NullMarked;
