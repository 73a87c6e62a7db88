/** What every service does when a person deletes their account or wants their data. */
@NullMarked
package app.feedtape.messaging.privacy;

import org.jspecify.annotations.NullMarked;
