package words

import (
	"fmt"
	"math"
	"time"
)

// Duration is a duration in the unit that suits it, to about two digits, as for
// estimates: "0.4 s", "40 s", "6 min", "2.5 h", "3 days".
func Duration(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 9.95:
		return fmt.Sprintf("%.2g s", math.Max(math.Round(s*10)/10, 0.1))
	case s < 99.5:
		return fmt.Sprintf("%.0f s", s)
	case d.Minutes() < 99.5:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d.Hours() < 48:
		return fmt.Sprintf("%.2g h", d.Hours())
	default:
		return fmt.Sprintf("%.0f days", d.Hours()/24)
	}
}
