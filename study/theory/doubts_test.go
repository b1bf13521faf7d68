package theory

import (
	"strings"
	"testing"

	"firststep/study"
)

func TestDoubts(t *testing.T) {
	const (
		features = "[[scenario]]\nname = \"features\"\nfeature_divisor = 255\nexpect = \"learns\"\n"
		weights  = "[[scenario]]\nname = \"weights\"\nweight_divisor = 255\n"
		same     = "expect = \"same as features\"\n"
	)
	for _, c := range []struct{ name, scenarios, want string }{
		{"the cure", features + weights + "first_layer_rate_divisor = 65025\n" + same, ""},
		{"Adam's own cure", "[[scenario]]\nname = \"features\"\noptimizer = \"adam\"\nfeature_divisor = 255\n" + weights + "optimizer = \"adam\"\nfirst_layer_rate_divisor = 255\n" + same, ""},
		{"another function", features + "[[scenario]]\nname = \"other\"\nfeature_divisor = 256\n" + same, ""},
		{"the same rate", features + weights + same, "its first step changes what the first layer computes 65025 times as much; theory makes the two one course with first_layer_rate_divisor = 65025"},
		{"half a cure", features + weights + "first_layer_rate_divisor = 255\n" + same, "255 times as much; theory makes the two one course with first_layer_rate_divisor = 65025"},
		{"every rate", features + weights + "learning_rate_divisor = 65025\n" + same, "but that has the learning rate 0.1 and this 0.00000153787004998"},
		{"another optimizer", features + weights + "optimizer = \"adam\"\n" + same, "but that is trained with sgd and this with adam"},
		{"one long step", features + weights + "first_layer_rate_divisor = 65025\nrate_divisor_steps = \"2-\"\n" + same, "65025 times as much"},
		{"weights of another factor", strings.Replace(features, "255", "100", 1) + weights + "first_layer_rate_divisor = 65025\n" + same,
			"features and weights are divided by 255 together, there by 100; they do with weight_divisor = 100"},
		{"a late change", features + weights + "first_layer_rate_divisor = 65025\nrate_divisor_steps = \"1\"\n" + same, "its rates are others than those of features"},

		{"a reference that is to collapse", weights + "expect = \"collapses\"\n" + features, `is "weights", which is to break, where "features" is to learn`},
		{"a reference that breaks", weights + strings.Replace(features, "expect = \"learns\"\n", "", 1), `write reference = "features"`},
		{"a reference that breaks a little", strings.NewReplacer("255", "2").Replace(weights + features), ""},
		{"a reference that is to learn", weights + "expect = \"learns\"\n" + features, ""},
		{"slower ones", features + "[[scenario]]\nname = \"slow\"\nfeature_divisor = 255\nlearning_rate = 0.0001\n", ""},

		{"a label of its own", features + weights + "label = \"weights/255, rate by hand, 3 × 10⁻³ and 2 × 10⁴\"\n", ""},
		{"a label with a square", features + weights + "first_layer_rate_divisor = 65025\nlabel = \"weights/255, first rate / 255²\"\n", ""},
		{"a label with a multiple", features + "first_layer_rate_divisor = 0.015625\nlabel = \"first rate × 64\"\n", ""},
		{"a rounded label", "[[scenario]]\nname = \"features\"\nfeature_divisor = 15.9375\nlabel = \"pixels divided by 15.9\"\n", ""},
		{"a label that was kept", strings.Replace(features, "feature_divisor = 255", "feature_divisor = 100\nlabel = \"features/255\"", 1), `is "features/255", and nothing in the scenario is divided or multiplied by 255`},
		{"a label with another square", features + weights + "first_layer_rate_divisor = 65025\nlabel = \"weights/255, first rate/256²\"\n", "by 256²"},
	} {
		d, err := study.Parse("study.toml", []byte("title = \"t\"\nseeds = [1]\n[dataset]\nsource = \"synthetic\"\n[training]\nlearning_rate = 0.1\n"+c.scenarios), study.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var said []string
		for _, doubt := range Doubts(d) {
			said = append(said, doubt.What+"; "+doubt.Hint)
		}
		if got := strings.Join(said, "\n"); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, name := range []string{"fashion-mnist", "remedies", "quick"} {
		if doubts := Doubts(load(t, name)); len(doubts) > 0 {
			t.Errorf("%s: %+v", name, doubts)
		}
	}
}
