/** People: who they are, whether they may act, what operators change. */
@NullMarked
package app.feedtape.auth.account;

import org.jspecify.annotations.NullMarked;
