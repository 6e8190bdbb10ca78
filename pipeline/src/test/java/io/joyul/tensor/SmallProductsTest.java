package io.joyul.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.tensor.SmallProducts.Matrices;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SmallProductsTest {
    private static final int TEXTS = 3;
    private static final int HEADS = 2;

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    /** Those of a head lie in columns of their own, five rows to a text. */
    private static Matrices columns(Tensor memory, int rows) {
        return new Matrices(memory, 0, rows, 4, HEADS * 4, (long) rows * HEADS * 4, 4);
    }

    private static Matrices squares(Tensor memory, int rows, int columns) {
        return new Matrices(memory, 0, rows, columns, columns, (long) HEADS * rows * columns, (long) rows * columns);
    }

    private static Tensor heads(Tensor columns, int rows) {
        return columns.view(TEXTS, rows, HEADS, 4).transpose(1, 2);
    }

    @Test
    void eachProductIsLibtorchs() {
        try (TensorScope scope = TensorScope.open()) {
            SmallProducts products = new SmallProducts(TEXTS, HEADS);
            Tensor a = torch.randn(TEXTS * 5, HEADS * 4);
            Tensor b = torch.randn(TEXTS * 7, HEADS * 4);
            Tensor square = torch.empty(TEXTS, HEADS, 5, 7);
            products.multiplyByTransposed(columns(a, 5), columns(b, 7), squares(square, 5, 7), 0.5);
            Tensor expected = heads(a, 5).matmul(heads(b, 7).transpose(-2, -1)).mul(Tensors.scalar(0.5));
            same(square, expected);

            Tensor mixed = torch.empty(TEXTS * 5, HEADS * 4);
            products.multiply(squares(square, 5, 7), columns(b, 7), columns(mixed, 5), 1);
            same(heads(mixed, 5), square.matmul(heads(b, 7)));

            Tensor back = torch.empty(TEXTS * 7, HEADS * 4);
            products.multiplyTransposed(squares(square, 5, 7), columns(a, 5), columns(back, 7), 2);
            same(heads(back, 7), square.transpose(-2, -1).matmul(heads(a, 5)).mul(Tensors.scalar(2)));
        }
    }

    private static void same(Tensor found, Tensor expected) {
        assertThat(Tensors.toFloats(found)).containsExactly(Tensors.toFloats(expected), within(1e-5f));
    }

    @Test
    void whatHasNoProductIsRefused() {
        try (TensorScope scope = TensorScope.open()) {
            SmallProducts products = new SmallProducts(TEXTS, HEADS);
            Matrices a = columns(torch.randn(TEXTS * 5, HEADS * 4), 5);
            Matrices b = columns(torch.randn(TEXTS * 7, HEADS * 4), 7);
            Matrices c = squares(torch.empty(TEXTS, HEADS, 5, 7), 5, 7);
            assertThatThrownBy(() -> products.multiply(a, b, c, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("matrices of 5 x 4 and 7 x 4 have no product of 5 x 7");
            Tensor turned = torch.randn(HEADS * 4, TEXTS * 5).t();
            assertThatThrownBy(() -> columns(turned, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("contiguous");
        }
    }
}
