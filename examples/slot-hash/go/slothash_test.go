package slothash

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"
)

type vector struct {
	ProjectID int64             `json:"project_id,string"`
	Mix64     string            `json:"mix64"`
	Slots     map[string]uint64 `json:"slots"`
}

func TestSlotOf_isThePublishedSlot(t *testing.T) {
	file, err := os.ReadFile("../../../docs/slot-hash.json")
	if err != nil {
		t.Fatal(err)
	}
	var published struct{ Vectors []vector }
	if err := json.Unmarshal(file, &published); err != nil {
		t.Fatal(err)
	}
	if len(published.Vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range published.Vectors {
		v.check(t)
	}
}

func (v vector) check(t *testing.T) {
	if mixed := fmt.Sprintf("%016x", Mix64(uint64(v.ProjectID))); mixed != v.Mix64 {
		t.Errorf("mix64(%d) is %s, expected %s", v.ProjectID, mixed, v.Mix64)
	}
	for count, expected := range v.Slots {
		slotCount, err := strconv.ParseUint(count, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if slot := SlotOf(v.ProjectID, slotCount); slot != expected {
			t.Errorf("slot of %d in %s is %d, expected %d", v.ProjectID, count, slot, expected)
		}
	}
}
