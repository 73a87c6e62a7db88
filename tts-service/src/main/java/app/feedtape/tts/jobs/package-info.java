/** Long texts, articles and feeds, spoken in the background. */
@NullMarked
package app.feedtape.tts.jobs;

import org.jspecify.annotations.NullMarked;
