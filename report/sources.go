package report

import "firststep/report/typeset"

// library is what the report may cite, each checked against its publisher's
// page.
var library = []typeset.Source{
	{Key: "question", Text: `What is the difference between feature scaling and weight initialization scaling? Question 450107 on *Cross Validated*, Stack Exchange, 2020. [stats.stackexchange.com/questions/450107](https://stats.stackexchange.com/questions/450107).`},
	{Key: "lecun", Text: `Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller. Efficient BackProp. In *Neural Networks: Tricks of the Trade*, Lecture Notes in Computer Science 1524, 9--50, Springer, 1998. [doi:10.1007/3-540-49430-8\_2](https://doi.org/10.1007/3-540-49430-8_2).`},
	{Key: "glorot", Text: `X. Glorot, Y. Bengio. Understanding the difficulty of training deep feedforward neural networks. *AISTATS*, Proceedings of Machine Learning Research 9, 249--256, 2010. [proceedings.mlr.press/v9/glorot10a.html](https://proceedings.mlr.press/v9/glorot10a.html).`},
	{Key: "fashion-mnist", Text: `H. Xiao, K. Rasul, R. Vollgraf. Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. Preprint, 2017. [arXiv:1708.07747](https://arxiv.org/abs/1708.07747).`},
	{Key: "adam", Text: `D. P. Kingma, J. Ba. Adam: a method for stochastic optimization. *ICLR*, 2015. [arXiv:1412.6980](https://arxiv.org/abs/1412.6980).`},
	{Key: "rmsprop", Text: `T. Tieleman, G. Hinton. Lecture 6.5: RMSprop. *Neural Networks for Machine Learning*, Coursera, 2012. [cs.toronto.edu/\~tijmen/csc321/slides/lecture_slides_lec6.pdf](https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf).`},
	{Key: "he", Text: `K. He, X. Zhang, S. Ren, J. Sun. Delving deep into rectifiers: surpassing human-level performance on ImageNet classification. *ICCV*, 1026--1034, 2015. [arXiv:1502.01852](https://arxiv.org/abs/1502.01852).`},
	{Key: "pearlmutter", Text: `B. A. Pearlmutter. Fast exact multiplication by the Hessian. *Neural Computation* 6(1), 147--160, 1994. [doi:10.1162/neco.1994.6.1.147](https://doi.org/10.1162/neco.1994.6.1.147).`},
	{Key: "cohen", Text: `J. M. Cohen, S. Kaur, Y. Li, J. Z. Kolter, A. Talwalkar. Gradient descent on neural networks typically occurs at the edge of stability. *ICLR*, 2021. [arXiv:2103.00065](https://arxiv.org/abs/2103.00065).`},
	{Key: "you", Text: `Y. You, I. Gitman, B. Ginsburg. Large batch training of convolutional networks. Preprint, 2017. [arXiv:1708.03888](https://arxiv.org/abs/1708.03888).`},
	{Key: "yang", Text: `G. Yang, E. J. Hu. Tensor Programs IV: feature learning in infinite-width neural networks. *ICML*, Proceedings of Machine Learning Research 139, 11727--11737, 2021. [arXiv:2011.14522](https://arxiv.org/abs/2011.14522).`},
}

// sources returns what was cited.
func (n *narrative) sources() []typeset.Source {
	var cited []typeset.Source
	for _, s := range library {
		if n.cited[s.Key] {
			cited = append(cited, s)
		}
	}
	return cited
}

func (n *narrative) bibliography() []typeset.Block {
	if len(n.cited) == 0 {
		return nil
	}
	return []typeset.Block{
		typeset.Heading{Level: 1, Text: "References", Unnumbered: true},
		typeset.Bibliography{},
	}
}
