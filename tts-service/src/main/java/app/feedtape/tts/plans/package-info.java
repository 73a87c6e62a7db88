/** What the caller's plan allows, learned from billing. */
@NullMarked
package app.feedtape.tts.plans;

import org.jspecify.annotations.NullMarked;
