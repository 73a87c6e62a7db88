/** Mail: asked for by anybody, sent by a job. */
@NullMarked
package app.feedtape.auth.notification;

import org.jspecify.annotations.NullMarked;
