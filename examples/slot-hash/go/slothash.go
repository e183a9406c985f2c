// Package slothash computes the slot of a project: mix64(project_id) mod slot count, unsigned.
package slothash

// Mix64 returns the finalizer of splitmix64.
func Mix64(value uint64) uint64 {
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9
	value = (value ^ (value >> 27)) * 0x94d049bb133111eb
	return value ^ (value >> 31)
}

// SlotOf returns the slot, from 0 to slotCount-1. A negative id counts as its unsigned 64 bits.
func SlotOf(projectID int64, slotCount uint64) uint64 {
	return Mix64(uint64(projectID)) % slotCount
}
