/** What the audit trail can say was done to people and their ways in. */
@NullMarked
package app.feedtape.auth.audit;

import org.jspecify.annotations.NullMarked;
