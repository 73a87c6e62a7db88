/**
 * The read model: what every other room says of an account, kept as its newest state and made anew
 * on demand.
 */
@NullMarked
package app.feedtape.admin.account;

import org.jspecify.annotations.NullMarked;
