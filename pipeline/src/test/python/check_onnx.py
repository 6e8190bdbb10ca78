"""Has ONNX's own checker look at a model, shapes included, and prints who made it, its inputs and its outputs."""
import sys

import onnx

onnx.checker.check_model(sys.argv[1], full_check=True)
model = onnx.load(sys.argv[1])


def told(values):
    def axis(dimension):
        return dimension.dim_param or str(dimension.dim_value)

    return ",".join(f"{v.name}[{','.join(map(axis, v.type.tensor_type.shape.dim))}]" for v in values)


print(
    f"{model.producer_name} {model.producer_version} opset {model.opset_import[0].version}"
    f" inputs {told(model.graph.input)} outputs {told(model.graph.output)}"
)
