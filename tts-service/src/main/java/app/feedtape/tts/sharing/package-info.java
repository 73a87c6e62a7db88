/** Sound that is made once for everybody: of which texts, and where it is. */
@NullMarked
package app.feedtape.tts.sharing;

import org.jspecify.annotations.NullMarked;
