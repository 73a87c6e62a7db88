/** Spring Cloud Gateway with its resource server and its Redis limiter, for comparison. */
@NullMarked
package app.feedtape.benchmarks.stock;

import org.jspecify.annotations.NullMarked;
