/// What survives a crash of the agent: who holds which address, and which addresses cool down.
///
/// What must not live here: decisions about addresses (that is `ipam`), HTTP, EC2. The design and the file formats are
/// in `docs/decisions/0020-journal.md`. Read [dev.vpccni.store.AssignmentJournal] first.
@NullMarked
package dev.vpccni.store;

import org.jspecify.annotations.NullMarked;
