/** Numbers of the running system and of its hot paths, each beside a baseline of the same run. */
@NullMarked
package app.feedtape.benchmarks;

import org.jspecify.annotations.NullMarked;
